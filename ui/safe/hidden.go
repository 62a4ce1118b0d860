package safe

import "unicode"

// hidden reports whether r has to be spelled out: it draws nothing (controls, C1, bidi controls, zero-width and tag
// characters, spaces other than U+0020, private use, unassigned), it is drawn as a blank, it changes the picture of
// the character before it, or it grows into its neighbour. [unicode.IsPrint] knows only the first of these.
func hidden(r rune) bool {
	return !unicode.IsPrint(r) || blank(r) || sticky(r) ||
		unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// blank reports letters, marks and symbols that are drawn as nothing at all, and that Unicode's default ignorable
// property does not name.
func blank(r rune) bool {
	switch r {
	case 0x2800, // braille pattern blank
		0xFFFC,  // object replacement character
		0x16FE4, // Khitan filler
		0x1D159: // musical null notehead
		return true
	}
	return false
}

// sticky reports characters that take a cell of their own by one measure and none by the other, because they belong to
// the cluster of a neighbour: spacing marks, modifiers, and signs written before the letter that they belong to
// (Grapheme_Cluster_Break=Prepend, Unicode Standard Annex 29).
func sticky(r rune) bool {
	switch {
	case unicode.Is(unicode.Mc, r):
		return true
	case r == 0x0E33, r == 0x0EB3, // Thai and Lao AM
		r == 0xFF9E, r == 0xFF9F, // halfwidth katakana sound marks
		0x1F3FB <= r && r <= 0x1F3FF: // skin tones
		return true
	case r == 0x0D4E, r == 0x111C2, r == 0x111C3, r == 0x113D1, r == 0x1193F, r == 0x11941, r == 0x11A3A,
		0x11A84 <= r && r <= 0x11A89, r == 0x11D46, r == 0x11F02: // prepended signs
		return true
	}
	return false
}
