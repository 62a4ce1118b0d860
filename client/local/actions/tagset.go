package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// writeTags writes the tags as answers carry them.
func writeTags(d *wire.Document, tags []store.Tag) {
	wire.List(d, "tagSet", tags, func(t store.Tag) {
		d.Text("key", t.Key)
		d.Text("value", t.Value)
	})
}
