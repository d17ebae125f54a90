module preceptor.local/crds

go 1.26.0

// Of this nothing is compiled: it holds the definitions of the operator's kinds.
require github.com/prometheus-operator/prometheus-operator v0.85.0
