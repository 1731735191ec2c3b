package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/pflag"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1alpha2"
)

func stopContainers(n node, arguments []string) error {
	flags := pflag.NewFlagSet("stop", pflag.ExitOnError)
	grace := flags.Int64P("timeout", "t", 0, "seconds until it is killed")
	_ = flags.Parse(arguments)
	return each(flags.Args(), "", func(id string) error { return n.stopContainer(id, *grace) })
}

func removeContainers(n node, arguments []string) error {
	flags := pflag.NewFlagSet("rm", pflag.ExitOnError)
	force := flags.BoolP("force", "f", false, "stop it first")
	_ = flags.Parse(arguments)
	return each(flags.Args(), "", func(id string) error {
		if *force {
			if err := n.stopContainer(id, 0); err != nil {
				return err
			}
		}
		_, err := n.runtime.RemoveContainer(n.ctx, &cri.RemoveContainerRequest{ContainerId: id})
		return err
	})
}

func (n node) stopContainer(id string, grace int64) error {
	_, err := n.runtime.StopContainer(n.ctx, &cri.StopContainerRequest{ContainerId: id, Timeout: grace})
	return err
}

func stopPods(n node, arguments []string) error {
	flags := pflag.NewFlagSet("stopp", pflag.ExitOnError)
	_ = flags.Parse(arguments)
	return each(flags.Args(), "Stopped sandbox ", n.stopPod)
}

func removePods(n node, arguments []string) error {
	flags := pflag.NewFlagSet("rmp", pflag.ExitOnError)
	force := flags.BoolP("force", "f", false, "stop it first")
	_ = flags.Parse(arguments)
	return each(flags.Args(), "Removed sandbox ", func(id string) error {
		if *force {
			if err := n.stopPod(id); err != nil {
				return err
			}
		}
		_, err := n.runtime.RemovePodSandbox(n.ctx, &cri.RemovePodSandboxRequest{PodSandboxId: id})
		return err
	})
}

func (n node) stopPod(id string) error {
	_, err := n.runtime.StopPodSandbox(n.ctx, &cri.StopPodSandboxRequest{PodSandboxId: id})
	return err
}

func removeImages(n node, arguments []string) error {
	flags := pflag.NewFlagSet("rmi", pflag.ExitOnError)
	_ = flags.Parse(arguments)
	return each(flags.Args(), "Deleted: ", func(id string) error {
		_, err := n.images.RemoveImage(n.ctx, &cri.RemoveImageRequest{Image: &cri.ImageSpec{Image: id}})
		return err
	})
}

// execute runs a command in a container and waits for it; it has no input and no terminal.
func execute(n node, arguments []string) error {
	flags := pflag.NewFlagSet("exec", pflag.ExitOnError)
	// The command's own flags are its own.
	flags.SetInterspersed(false)
	limit := flags.Int64("timeout", 0, "seconds")
	flags.BoolP("sync", "s", true, "")
	flags.BoolP("interactive", "i", false, "")
	flags.BoolP("tty", "t", false, "")
	_ = flags.Parse(arguments)
	if flags.NArg() < 2 {
		return fmt.Errorf("exec needs a container's ID and a command")
	}
	answer, err := n.runtime.ExecSync(n.ctx, &cri.ExecSyncRequest{
		ContainerId: flags.Arg(0), Cmd: flags.Args()[1:], Timeout: *limit})
	if err != nil {
		return fmt.Errorf("execing command in container: %v", err)
	}
	_, _ = os.Stdout.Write(answer.Stdout)
	_, _ = os.Stderr.Write(answer.Stderr)
	if answer.ExitCode != 0 {
		return fmt.Errorf("execing command in container: command terminated with exit code %d", answer.ExitCode)
	}
	return nil
}

// logs prints what a container wrote so far, each line to where it went.
func logs(n node, arguments []string) error {
	flags := pflag.NewFlagSet("logs", pflag.ExitOnError)
	tail := flags.Int("tail", -1, "only so many lines")
	_ = flags.Parse(arguments)
	if flags.NArg() != 1 {
		return fmt.Errorf("logs needs one container's ID")
	}
	answer, err := n.runtime.ContainerStatus(n.ctx, &cri.ContainerStatusRequest{ContainerId: flags.Arg(0)})
	if err != nil {
		return err
	}
	file, err := os.Open(answer.Status.LogPath)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := []string{}
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
	}
	if *tail >= 0 && len(lines) > *tail {
		lines = lines[len(lines)-*tail:]
	}
	for _, line := range lines {
		printLogLine(line)
	}
	return scanner.Err()
}

// A line is: time, stream, a tag, and the text.
func printLogLine(line string) {
	parts := strings.SplitN(line, " ", 4)
	switch {
	case len(parts) < 4:
		fmt.Println(line)
	case parts[1] == "stderr":
		fmt.Fprintln(os.Stderr, parts[3])
	default:
		fmt.Println(parts[3])
	}
}
