"""Pictures of exercises: a figure in two or three positions, as SVG and PNG. `python -m drawings` makes them all."""
