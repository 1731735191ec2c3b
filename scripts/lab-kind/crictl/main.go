// crictl speaks to the container runtime of a node. Debian 12 has none, so this is a small one: the commands, flags, columns
// and JSON of the real one, as far as kubeadm, drills and people on a node use them.
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"google.golang.org/grpc"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1alpha2"
)

const defaultEndpoint = "unix:///run/containerd/containerd.sock"

// A node is what every command talks to.
type node struct {
	ctx     context.Context
	runtime cri.RuntimeServiceClient
	images  cri.ImageServiceClient
}

// A command gets its own arguments, flags included.
type command func(n node, arguments []string) error

var commands = map[string]command{
	"exec":     execute,
	"images":   listImages,
	"img":      listImages,
	"info":     info,
	"inspect":  inspectContainers,
	"inspecti": inspectImages,
	"inspectp": inspectPods,
	"logs":     logs,
	"pods":     listPods,
	"ps":       listContainers,
	"rm":       removeContainers,
	"rmi":      removeImages,
	"rmp":      removePods,
	"stop":     stopContainers,
	"stopp":    stopPods,
	"version":  version,
}

func main() {
	flags := pflag.NewFlagSet("crictl", pflag.ExitOnError)
	flags.SetInterspersed(false)
	endpoint := flags.StringP("runtime-endpoint", "r", defaultEndpoint, "the runtime's socket")
	patience := flags.DurationP("timeout", "t", 10*time.Second, "how long to wait for the runtime's socket")
	// What the real one knows too, and what makes no difference here
	flags.StringP("image-endpoint", "i", "", "")
	flags.StringP("config", "c", "", "")
	flags.BoolP("debug", "D", false, "")
	_ = flags.Parse(os.Args[1:])
	if flags.NArg() == 0 {
		fatal(fmt.Errorf("which command? exec images info inspect inspecti inspectp logs pods ps rm rmi rmp stop stopp version"))
	}
	run, known := commands[flags.Arg(0)]
	if !known {
		fatal(fmt.Errorf("this crictl has no command %q", flags.Arg(0)))
	}
	n, err := connect(*endpoint, *patience)
	if err != nil {
		fatal(err)
	}
	if err := run(n, flags.Args()[1:]); err != nil {
		fatal(err)
	}
}

func connect(endpoint string, patience time.Duration) (node, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	dial := func(ctx context.Context, path string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}
	connection, err := grpc.DialContext(ctx, strings.TrimPrefix(endpoint, "unix://"), grpc.WithInsecure(), grpc.WithBlock(),
		grpc.WithContextDialer(dial), grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(16<<20)))
	if err != nil {
		return node{}, fmt.Errorf("connect: connect endpoint %q: %v", endpoint, err)
	}
	return node{context.Background(), cri.NewRuntimeServiceClient(connection), cri.NewImageServiceClient(connection)}, nil
}

// As the real one ends, which scripts look for.
func fatal(err error) {
	fmt.Fprintf(os.Stderr, "FATA[0000] %v\n", err)
	os.Exit(1)
}

// each applies an action to every ID and tells about it; the first failure ends it.
func each(ids []string, done string, act func(id string) error) error {
	if len(ids) == 0 {
		return fmt.Errorf("ID cannot be empty")
	}
	for _, id := range ids {
		if err := act(id); err != nil {
			return err
		}
		fmt.Println(done + id)
	}
	return nil
}
