package remote

import "io/fs"

// hasModes says that a file's mode tells who may read it: Windows has access lists
// instead, which a folder hands down to its files.
const hasModes = false

func isRoots(fs.FileInfo) bool { return false }
