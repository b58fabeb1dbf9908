"""Many reports: worker processes that may be lost, and a folder that remembers what is done.

paths ──crew──▶ outcomes ──ordering──▶ a file, in the order of the paths
                    └────journal, shards──▶ a run folder, resumable
"""
