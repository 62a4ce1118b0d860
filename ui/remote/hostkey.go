package remote

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	gossh "golang.org/x/crypto/ssh"
)

// HostKey reads the server's key, and makes it where there is none: an ed25519
// key that only its owner may read (0600), in a folder that has to be there: an
// absent one may be a disk that is not mounted. A key that is there and cannot be
// used is an error, never replaced: clients would take another server for this one.
func HostKey(path string) (key gossh.Signer, created bool, err error) {
	info, err := os.Stat(path) // before it is opened: to open a pipe would wait
	if errors.Is(err, fs.ErrNotExist) {
		if err := createHostKey(path); err != nil {
			return nil, false, fmt.Errorf("host key: %w", err)
		}
		created = true
		info, err = os.Stat(path)
	}
	switch {
	case err != nil:
		return nil, false, fmt.Errorf("host key: %w", err)
	case !info.Mode().IsRegular():
		return nil, false, fmt.Errorf("host key %s: it is no regular file: give the file of the key itself", path)
	case hasModes && othersRead(info.Mode().Perm(), isRoots(info), os.Geteuid() == 0):
		return nil, false, fmt.Errorf("host key %s: others may read it (mode %04o): chmod 600", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, false, fmt.Errorf("host key: %w", err)
	}
	key, err = gossh.ParsePrivateKey(text)
	if _, locked := errors.AsType[*gossh.PassphraseMissingError](err); locked {
		return nil, false, fmt.Errorf("host key %s: it has a passphrase, and there is nobody to ask: take the passphrase off (ssh-keygen -p -N '' -f a copy), or give another key", path)
	}
	if err != nil {
		return nil, false, fmt.Errorf("host key %s: %w; it is left as it is: put the right one back, or move it away and tell all users that the key changes", path, err)
	}
	return key, created, nil
}

// othersRead reports whether more than the server may read its key. A key of root's
// may be lent to a server that is not root by its group, as systemd does with
// credentials and Kubernetes with secrets.
func othersRead(mode fs.FileMode, rootsFile, root bool) bool {
	if rootsFile && !root {
		return mode&0o037 != 0
	}
	return mode&0o077 != 0
}

// createHostKey writes a new key beside its path and links it there: several
// processes that start at once end up with one key, and none with half of one.
func createHostKey(path string) error {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	block, err := gossh.MarshalPrivateKey(private, "sluice")
	if err != nil {
		return err
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return fmt.Errorf("%s: there is no folder %s to make it in: create the folder, or mount it", path, filepath.Dir(path))
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".hostkey-*") // 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(pem.EncodeToMemory(block))
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
