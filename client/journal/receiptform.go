package journal

import (
	"strings"
	"time"

	"sluice/model/ingress"
)

// receiptForm is a receipt in JSON. Operation, kind and group are those of the intent.
type receiptForm struct {
	RequestID text          `json:"requestID,omitempty"`
	At        time.Time     `json:"at,omitzero"`
	Rules     []outcomeForm `json:"rules"`
	Failure   *failureForm  `json:"failure,omitempty"`
	Moved     *groupForm    `json:"moved,omitempty"`
	ReadBack  bool          `json:"readBack,omitempty"`
}

type outcomeForm struct {
	wantedForm
	Outcome string `json:"outcome"`
	RuleID  text   `json:"ruleID,omitempty"`
}

type failureForm struct {
	Code      text `json:"code,omitempty"`
	Message   text `json:"message"`
	Remedy    text `json:"remedy,omitempty"`
	RequestID text `json:"requestID,omitempty"`
}

func formOfReceipt(r ingress.Receipt) (f receiptForm, err error) {
	f = receiptForm{RequestID: text(r.RequestID), ReadBack: r.ReadBack, Rules: []outcomeForm{}}
	if !r.At.IsZero() {
		f.At = r.At.UTC()
	}
	for _, rule := range r.Rules {
		var o outcomeForm
		if o.wantedForm, err = formOfWanted(rule.Wanted); err != nil {
			return f, err
		}
		if o.Outcome, err = outcomes().name(rule.Outcome); err != nil {
			return f, err
		}
		o.RuleID = text(rule.RuleID)
		f.Rules = append(f.Rules, o)
	}
	if r.Failure != nil {
		f.Failure = &failureForm{text(r.Failure.Code), text(said(r.Failure.Message)), text(r.Failure.Remedy), text(r.Failure.RequestID)}
	}
	if r.Moved != nil {
		moved := formOfGroup(*r.Moved)
		f.Moved = &moved
	}
	return f, nil
}

// said is what an endpoint's words say. What some append to a refused signature, after an empty line, is the request as
// they understood it: it holds the session token.
func said(message string) string {
	first, _, _ := strings.Cut(message, "\n")
	return strings.ToValidUTF8(first, "\ufffd")
}

// receipt is the receipt of the change.
func (f receiptForm) receipt(operation string, c ingress.Change) (r ingress.Receipt, err error) {
	r = ingress.Receipt{
		Operation: operation, Kind: c.Kind, Group: c.Group,
		RequestID: string(f.RequestID), At: f.At, ReadBack: f.ReadBack,
	}
	for _, rule := range f.Rules {
		o := ingress.RuleOutcome{RuleID: string(rule.RuleID)}
		if o.Wanted, err = rule.wanted(); err != nil {
			return r, err
		}
		if o.Outcome, err = outcomes().number(rule.Outcome); err != nil {
			return r, err
		}
		r.Rules = append(r.Rules, o)
	}
	if x := f.Failure; x != nil {
		r.Failure = &ingress.Failure{Code: string(x.Code), Message: string(x.Message), Remedy: string(x.Remedy), RequestID: string(x.RequestID)}
	}
	if f.Moved != nil {
		moved := f.Moved.group()
		r.Moved = &moved
	}
	return r, nil
}
