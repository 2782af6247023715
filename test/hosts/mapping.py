# Maps a file and writes to its first page for each line on standard input: "write N", "unmap", "leave".
import mmap
import sys

file = open(sys.argv[1], 'r+b')
pages = mmap.mmap(file.fileno(), 8192)
file.close()
print('ready', flush=True)
for line in sys.stdin:
    word, *rest = line.split()
    if word == 'write':
        pages[0] = int(rest[0])
        pages[4096] = int(rest[0])
    if word == 'unmap':
        pages.close()
    if word == 'leave':
        break
    print('done', flush=True)
