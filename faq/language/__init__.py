"""Words as they are typed: spelling, phrases, times, names of things."""
