package actions

import (
	"cmp"
	"math"
	"slices"

	"sluice/client/local/store"
)

// batch is how many groups are read at once while filters look for matches.
const batch = 500

// collect reads things in the order of their keys, batch by batch, until a page is full of matches, and
// gives the token of the next page if there is more.
func collect[T any](c *Call, at page, wanted criteria[T], read func(after int64, limit int) ([]T, error), key func(T) int64) (found []T, next string, err error) {
	last := at.after
	for {
		size := batch
		if len(wanted) == 0 && at.limit < math.MaxInt {
			size = at.limit + 1 // one more shows whether there is a next page
		}
		things, err := read(last, size)
		if err != nil {
			return nil, "", err
		}
		for _, thing := range things {
			if last = key(thing); !wanted.match(thing) {
				continue
			}
			if len(found) == at.limit {
				return found, c.token(at, key(found[len(found)-1])), nil
			}
			found = append(found, thing)
		}
		if len(things) < size {
			return found, "", nil
		}
	}
}

// fromList reads from things that are at hand, in the order of their keys.
func fromList[T any](things []T, key func(T) int64) func(after int64, limit int) ([]T, error) {
	return func(after int64, limit int) ([]T, error) {
		at, _ := slices.BinarySearchFunc(things, after+1, func(t T, k int64) int { return cmp.Compare(key(t), k) })
		return things[at:min(at+limit, len(things))], nil
	}
}

// inOrder sorts things by their keys and leaves each once.
func inOrder[T any](things []T, key func(T) int64) []T {
	slices.SortFunc(things, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	return slices.CompactFunc(things, func(a, b T) bool { return key(a) == key(b) })
}

// ofCaller makes a reader for [collect] of a function of the store that reads what a home has.
func ofCaller[T any](c *Call, read func(db *store.Session, h store.Home, after int64, limit int) ([]T, error)) func(int64, int) ([]T, error) {
	return func(after int64, limit int) ([]T, error) { return read(c.db, c.Home(), after, limit) }
}
