package serve

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"sluice/model/ingress"
	"sluice/ui/remote"
)

// counts are what a server counts, with what Go and the system tell of its process.
type counts struct {
	registry *prometheus.Registry

	waiting   prometheus.Gauge
	refused   *prometheus.CounterVec // by reason
	rules     *prometheus.CounterVec // by kind and outcome
	expired   *prometheus.CounterVec // by outcome
	approvals *prometheus.CounterVec // by decision
}

// newCounts counts from zero; sessions tells how many there are.
func newCounts(sessions func() int) *counts {
	c := &counts{
		registry: prometheus.NewRegistry(),

		waiting:   prometheus.NewGauge(prometheus.GaugeOpts{Name: "sluice_approvals_waiting", Help: "Plans that wait for approval."}),
		refused:   counter("sluice_refused_total", "Who was not let in, by reason: a key, a sign-in, a session slot, a command.", "reason"),
		rules:     counter("sluice_rules_total", "Rules that sessions meant to add, edit or revoke, by what came of them.", "kind", "outcome"),
		expired:   counter("sluice_swept_rules_total", "Rules whose time was up, by what came of revoking them.", "outcome"),
		approvals: counter("sluice_approvals_total", "Plans that waited for approval, by what was decided.", "decision"),
	}
	c.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "sluice_sessions", Help: "Sessions that there are."},
			func() float64 { return float64(sessions()) }),
		c.waiting, c.refused, c.rules, c.expired, c.approvals,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return c
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

// handler serves all counts in the format that is asked for: Prometheus' text
// format, OpenMetrics' or protobuf.
func (c *counts) handler() http.Handler {
	return promhttp.HandlerFor(c.registry, promhttp.HandlerOpts{EnableOpenMetrics: true})
}

func (c *counts) notLetIn(why remote.Refusal) { c.refused.WithLabelValues(string(why)).Inc() }

func (c *counts) written(kind ingress.Kind, r ingress.Receipt) {
	for _, rule := range r.Rules {
		c.rules.WithLabelValues(kind.String(), rule.Outcome.String()).Inc()
	}
}

func (c *counts) swept(receipts []ingress.Receipt) {
	for _, r := range receipts {
		for _, rule := range r.Rules {
			c.expired.WithLabelValues(rule.Outcome.String()).Inc()
		}
	}
}

func (c *counts) decided(waiting []ingress.Waiting, decided []ingress.Decision) {
	for _, d := range decided {
		c.approvals.WithLabelValues(d.Kind.String()).Inc()
	}
	c.waiting.Set(float64(len(waiting)))
}
