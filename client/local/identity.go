package local

// identityActions are what the endpoint answers for the Security Token Service.
func identityActions() map[string]action {
	return map[string]action{
		"GetCallerIdentity": {service: serviceSTS, run: reading(callerIdentity)},
	}
}

// callerIdentity tells who the caller is: always the same user of the endpoint's account.
func callerIdentity(c *call, _ struct{}) (answer, error) {
	account := c.account
	return func(d *document) {
		d.text("Arn", "arn:aws:iam::"+account+":user/sandbox")
		d.text("UserId", "AIDASANDBOXSANDBOX000")
		d.text("Account", account)
	}, nil
}
