package main

import (
	"fmt"

	"github.com/spf13/pflag"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1alpha2"
)

func version(n node, _ []string) error {
	answer, err := n.runtime.Version(n.ctx, &cri.VersionRequest{})
	if err != nil {
		return err
	}
	fmt.Println("Version: ", answer.Version)
	fmt.Println("RuntimeName: ", answer.RuntimeName)
	fmt.Println("RuntimeVersion: ", answer.RuntimeVersion)
	fmt.Println("RuntimeApiVersion: ", answer.RuntimeApiVersion)
	return nil
}

func info(n node, _ []string) error {
	answer, err := n.runtime.Status(n.ctx, &cri.StatusRequest{Verbose: true})
	if err != nil {
		return err
	}
	return printStatus(answer.Status, answer.Info)
}

// idsToInspect takes the flags off; JSON is the only form that there is.
func idsToInspect(command string, arguments []string) ([]string, error) {
	flags := pflag.NewFlagSet(command, pflag.ExitOnError)
	form := flags.StringP("output", "o", "json", "json")
	flags.BoolP("quiet", "q", false, "")
	_ = flags.Parse(arguments)
	if *form != "json" {
		return nil, fmt.Errorf("this crictl inspects as json only")
	}
	if flags.NArg() == 0 {
		return nil, fmt.Errorf("ID cannot be empty")
	}
	return flags.Args(), nil
}

func inspectContainers(n node, arguments []string) error {
	ids, err := idsToInspect("inspect", arguments)
	if err != nil {
		return err
	}
	for _, id := range ids {
		answer, err := n.runtime.ContainerStatus(n.ctx, &cri.ContainerStatusRequest{ContainerId: id, Verbose: true})
		if err != nil {
			return fmt.Errorf("getting the status of the container %q: %v", id, err)
		}
		if err := printStatus(answer.Status, answer.Info); err != nil {
			return err
		}
	}
	return nil
}

func inspectPods(n node, arguments []string) error {
	ids, err := idsToInspect("inspectp", arguments)
	if err != nil {
		return err
	}
	for _, id := range ids {
		answer, err := n.runtime.PodSandboxStatus(n.ctx, &cri.PodSandboxStatusRequest{PodSandboxId: id, Verbose: true})
		if err != nil {
			return fmt.Errorf("getting the status of the pod sandbox %q: %v", id, err)
		}
		if err := printStatus(answer.Status, answer.Info); err != nil {
			return err
		}
	}
	return nil
}

func inspectImages(n node, arguments []string) error {
	ids, err := idsToInspect("inspecti", arguments)
	if err != nil {
		return err
	}
	for _, id := range ids {
		request := &cri.ImageStatusRequest{Image: &cri.ImageSpec{Image: id}, Verbose: true}
		answer, err := n.images.ImageStatus(n.ctx, request)
		if err != nil {
			return fmt.Errorf("getting the status of the image %q: %v", id, err)
		}
		if answer.Image == nil {
			return fmt.Errorf("no such image %q present", id)
		}
		if err := printStatus(answer.Image, answer.Info); err != nil {
			return err
		}
	}
	return nil
}
