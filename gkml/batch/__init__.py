"""Many reports: worker processes that may be lost, and a folder that remembers what is done.

inputs ──engine──▶ outcomes ──▶ a file, in the order of the inputs
                        └──────▶ a run folder, resumable
"""
