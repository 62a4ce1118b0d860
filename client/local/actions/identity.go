package actions

import (
	"sluice/client/local/wire"
)

// identityActions are what the endpoint answers for the Security Token Service.
func identityActions() map[string]Action {
	return map[string]Action{
		"GetCallerIdentity": {Service: wire.ServiceSTS, Run: reading(callerIdentity)},
	}
}

// callerIdentity tells who the caller is: always the same user of the endpoint's account.
func callerIdentity(c *Call, _ struct{}) (wire.Answer, error) {
	account := c.Account
	return func(d *wire.Document) {
		d.Text("Arn", "arn:aws:iam::"+account+":user/sandbox")
		d.Text("UserId", "AIDASANDBOXSANDBOX000")
		d.Text("Account", account)
	}, nil
}
