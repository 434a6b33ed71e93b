"""Pages of the money: fetch through `visible_to`, form, verb, redirect."""
