package wire

// Version is an API version as the Version parameter carries it. Versions compare as text.
type Version string

const (
	// Version2011 knows groups in EC2-Classic and VPC, and neither IPv6, nor rule ids, nor descriptions.
	Version2011 Version = "2011-12-15"
	// Version2016 is what SDKs of today send.
	Version2016 Version = "2016-11-15"
	// VersionSTS is the only version of the Security Token Service.
	VersionSTS Version = "2011-06-15"
)

// Service is the web service that an action belongs to: each has its own versions, namespace and error shape.
type Service int

// The services that the endpoint answers for.
const (
	ServiceEC2 Service = iota
	ServiceSTS
	ServiceQuotas // speaks JSON, without versions
)

// Speaks says whether the service has the version.
func (s Service) Speaks(v Version) bool {
	if s == ServiceSTS {
		return v == VersionSTS
	}
	return v == Version2011 || v == Version2016
}

// namespace is the XML namespace of an answer.
func (s Service) namespace(v Version) string {
	if s == ServiceSTS {
		return "https://sts.amazonaws.com/doc/" + string(v) + "/"
	}
	return "http://ec2.amazonaws.com/doc/" + string(v) + "/"
}

// name is the service's name in error messages.
func (s Service) name() string {
	if s == ServiceSTS {
		return "AWSSecurityTokenService"
	}
	return "AmazonEC2"
}
