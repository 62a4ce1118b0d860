package rehearsal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"sluice/client/local/store"
)

// maxImport is the largest input of an import, in bytes.
const maxImport = 256 << 20

// Imported says what an import brought.
type Imported struct {
	Groups, Rules int
	Homes         []store.Home // whose groups these are, in the order of the input
	MadeVPCs      []string     // VPCs that the input only names: their address ranges are made up
	MadeLists     []string     // prefix lists that the input only names: they are empty
}

// Import takes in what [Export] wrote, which replaces the whole state, or the output of "aws ec2
// describe-security-groups", which is merged into it. newID names what has no id, and region is where things are that do
// not say it.
//
// It takes in everything or, with an error that names the place in the input, nothing.
func Import(ctx context.Context, s *store.Store, r io.Reader, newID func(prefix string) string, region string) (Imported, error) {
	input, err := io.ReadAll(io.LimitReader(r, maxImport+1))
	if err != nil {
		return Imported{}, err
	}
	if len(input) > maxImport {
		return Imported{}, fmt.Errorf("the input is larger than %d MiB", maxImport>>20)
	}
	fill, err := importerOf(input)
	if err != nil {
		return Imported{}, err
	}
	var i *importer
	err = s.Write(func(db *store.Session) error {
		i = &importer{db: db, newID: newID, region: region, taken: make(map[string]bool)}
		if err := fill(i); err != nil {
			return err
		}
		return ctx.Err()
	})
	if err != nil {
		return Imported{}, err
	}
	return i.brought, nil
}

// importerOf reads the input and gives what takes it in.
func importerOf(input []byte) (func(*importer) error, error) {
	var members map[string]json.RawMessage
	if err := readJSON(input, &members, false); err != nil {
		return nil, err
	}
	_, ours := members["sluice"]
	_, groups := members["SecurityGroups"]
	switch {
	case ours:
		var state exported
		if err := readJSON(input, &state, true); err != nil {
			return nil, err
		}
		if state.Sluice != exportFormat {
			return nil, fmt.Errorf("sluice: format %d is not known here, only format %d: use the version of this program that wrote it", state.Sluice, exportFormat)
		}
		return func(i *importer) error { return i.replace(state) }, checkTexts(state)
	case groups:
		var described describedGroups
		if err := readJSON(input, &described, false); err != nil {
			return nil, err
		}
		return func(i *importer) error { return i.merge(described.SecurityGroups) }, checkTexts(described)
	}
	return nil, errors.New(`the input has neither a member "SecurityGroups", as the output of aws ec2 describe-security-groups has, nor "sluice", as an exported state has`)
}
