"""Seals anew, with the present secret, what an older one sealed: then the older one can be given up."""

from sqlalchemy.orm import Session

from app.core.keyring import Keyring, UnreadableSecretError
from app.people.models.accounts import Account
from app.people.queries.sealed import all_sealed


def reseal(session: Session, keyring: Keyring) -> int:
    """Seal anew whatever needs an older secret, and give how many; what nothing opens is left as it is.

    Cards are kept as hashes and cannot be made anew: those given under an older secret work as long as it
    stands in the settings.
    """
    resealed = 0
    for sealed in list(all_sealed(session)):
        try:
            if not keyring.needs_resealing(sealed.purpose, sealed.text, bound_to=sealed.place):
                continue
            text = keyring.open(sealed.purpose, sealed.text, bound_to=sealed.place)
        except UnreadableSecretError:
            continue
        anew = keyring.seal(sealed.purpose, text, bound_to=sealed.place)
        if isinstance(sealed.row, Account):
            sealed.row.totp_sealed = anew
        else:
            sealed.row.sealed = anew
        resealed += 1
    session.flush()
    return resealed
