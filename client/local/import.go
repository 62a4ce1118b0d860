package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxImport is the largest input of an import, in bytes.
const maxImport = 256 << 20

// Imported says what an import brought.
type Imported struct {
	Groups, Rules int
	Homes         []Home   // whose groups these are, in the order of the input
	MadeVPCs      []string // VPCs that the input only names: their address ranges are made up
	MadeLists     []string // prefix lists that the input only names: they are empty
}

// Home is an account in a region.
type Home struct{ Account, Region string }

// Import reads one of two kinds of JSON. What [Endpoint.Export] wrote replaces the whole state. The output of
// "aws ec2 describe-security-groups" is merged into it: its groups replace those with the same ids, keep their ids, and
// get new rule ids; VPCs, peerings and prefix lists that they name and that are not there are made. The region is that
// of a group's ARN, or else that of the endpoint.
//
// Import takes in everything or, with an error that names the place in the input, nothing.
func (e *Endpoint) Import(ctx context.Context, r io.Reader) (Imported, error) {
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
	err = e.store.write(func(db *session) error {
		i = &importer{db: db, newID: e.options.NewID, region: e.options.Region, taken: make(map[string]bool)}
		if err := fill(i); err != nil {
			return err
		}
		return ctx.Err()
	})
	if err != nil {
		return Imported{}, err
	}
	return i.brought, e.settle()
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
