// Builds every overlay with kustomize and reads each object strictly, as the API server does: a field that Kubernetes, KEDA or
// Prometheus' operator do not know is an error, and so is a variable that refers to one below it. Usage: go run . [OVERLAY…], in this folder. Strimzi's objects have no Go types
// and are listed as not checked.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	keda "github.com/kedacore/keda/v2/apis/keda/v1alpha1"
	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resource"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

var reference = regexp.MustCompile(`\$\((\w+)\)`)

// The variables that a container's variables refer to and that do not stand above them. Kubernetes leaves such a reference as
// it is. What a ConfigMap or Secret defines stands above all.
func undefined(object *resource.Resource) []string {
	var names []string
	containers, err := object.GetSlice("spec.template.spec.containers")
	if err != nil {
		return nil
	}
	for _, container := range containers {
		fields := container.(map[string]any)
		if fields["envFrom"] != nil {
			continue
		}
		defined := map[string]bool{}
		variables, _ := fields["env"].([]any)
		for _, each := range variables {
			variable := each.(map[string]any)
			value, _ := variable["value"].(string)
			for _, match := range reference.FindAllStringSubmatch(value, -1) {
				if !defined[match[1]] {
					names = append(names, match[1])
				}
			}
			defined[variable["name"].(string)] = true
		}
	}
	return names
}

func main() {
	overlays := os.Args[1:]
	if len(overlays) == 0 {
		overlays, _ = filepath.Glob("../overlays/*")
	}
	types := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{scheme.AddToScheme, keda.AddToScheme, monitoring.AddToScheme} {
		if err := add(types); err != nil {
			panic(err)
		}
	}
	decoder := serializer.NewCodecFactory(types, serializer.EnableStrict).UniversalDeserializer()
	bad := len(overlays) == 0
	for _, overlay := range overlays {
		built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), overlay)
		if err != nil {
			fmt.Println(err)
			bad = true
			continue
		}
		checked := 0
		for _, object := range built.Resources() {
			text, _ := object.AsYAML()
			gvk := object.GetGvk()
			kind := schema.GroupVersionKind{Group: gvk.Group, Version: gvk.Version, Kind: gvk.Kind}
			if kind.Group == "kafka.strimzi.io" {
				fmt.Printf("%s: NOT CHECKED: %s %s\n", overlay, gvk.Kind, object.GetName())
				continue
			}
			if _, _, err := decoder.Decode(text, &kind, nil); err != nil {
				fmt.Printf("%s: %s %s: %v\n", overlay, gvk.Kind, object.GetName(), err)
				bad = true
			}
			for _, name := range undefined(object) {
				fmt.Printf("%s: %s %s: $(%s) is not defined above where it is used\n", overlay, gvk.Kind, object.GetName(), name)
				bad = true
			}
			checked++
		}
		fmt.Printf("%s: %d objects checked\n", overlay, checked)
	}
	if bad {
		os.Exit(1)
	}
}
