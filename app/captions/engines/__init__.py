"""From sound to words: speech detection, two speech engines behind one door, models, one process per job."""
