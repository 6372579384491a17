// The verb `envsubst --strict` of Flux's command line, with the library that it and the kustomize-controller use. The
// whole of it can't be built from its module, which lacks the manifests that are embedded in it.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/fluxcd/pkg/envsubst"
)

var version = "unknown"

func main() {
	if slices.Equal(os.Args[1:], []string{"--version"}) {
		fmt.Println("flux version " + version)
		return
	}
	if !slices.Equal(os.Args[1:], []string{"envsubst", "--strict"}) {
		fmt.Fprintln(os.Stderr, "usage: flux envsubst --strict < FILE")
		os.Exit(2)
	}
	if err := substitute(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "✗", err)
		os.Exit(1)
	}
}

func substitute(from io.Reader, to io.Writer) error {
	text, err := io.ReadAll(from)
	if err != nil {
		return err
	}
	substituted, err := envsubst.Eval(string(text), os.LookupEnv)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(to)
	if _, err := out.WriteString(substituted); err != nil {
		return err
	}
	return out.Flush()
}
