package remote

import (
	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// denyChannel refuses a channel that is no session: direct-tcpip is ssh -L (RFC
// 4254, 7.2).
func (s *Server) denyChannel(_ *ssh.Server, conn *gossh.ServerConn, requested gossh.NewChannel, ctx ssh.Context) {
	s.denied(ctx, conn, "a channel of type "+requested.ChannelType())
	_ = requested.Reject(gossh.Prohibited, "there are sessions only here")
}

// denyRequest refuses what a client asks for beside its sessions. What is named is
// only a request to listen, of ssh -R (RFC 4254, 7.1): others are a client's
// ordinary questions, such as whether the server lives.
func (s *Server) denyRequest(ctx ssh.Context, _ *ssh.Server, r *gossh.Request) (bool, []byte) {
	if conn, ok := ctx.Value(ssh.ContextKeyConn).(gossh.ConnMetadata); ok && isForward(r.Type) {
		s.denied(ctx, conn, r.Type)
	}
	return false, nil
}

// isForward reports whether a request is about forwarding, of ports, sockets, an
// agent or a display, or about a subsystem: what other servers offer.
func isForward(request string) bool {
	switch request {
	case "tcpip-forward", "streamlocal-forward@openssh.com", "auth-agent-req@openssh.com", "x11-req", "subsystem":
		return true
	}
	return false
}

// denied logs what somebody asked for who signed in. Anybody can ask a thousand
// times, so it counts as a refusal.
func (s *Server) denied(ctx ssh.Context, conn gossh.ConnMetadata, what string) {
	from, fingerprint := addressOf(conn.RemoteAddr()), ""
	if key, ok := ctx.Value(ssh.ContextKeyPublicKey).(ssh.PublicKey); ok {
		fingerprint = gossh.FingerprintSHA256(key)
	}
	s.refusals.tell(from, "not offered", "what", named(what), "key", fingerprint, "remote", from, "user", named(conn.User()))
}
