//go:build unix

package remote

import (
	"io/fs"
	"syscall"
)

// hasModes says that a file's mode tells who may read it.
const hasModes = true

func isRoots(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Uid == 0
}
