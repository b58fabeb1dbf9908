"""Worker processes that may be lost: forked by one clean process, bounded in time and memory, replaced when they end.

    Pool (this process) ──tasks──▶ fork server ──▶ workers
                        ◀─replies─             ◀──

The fork server loads what workers need and forks them; it holds the clock and the memory limit of each. It has no
threads, so forks are safe, and it is a program of its own, so any process may have one: with threads, daemonic, or a
notebook. Messages are plain data and bytes; nothing that a worker sends can run code here.
"""
