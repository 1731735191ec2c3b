package main

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
	"time"

	"github.com/spf13/pflag"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1alpha2"
)

// A selection is what `ps` and `pods` have in common.
type selection struct {
	flags   *pflag.FlagSet
	id      string
	name    string
	state   string
	output  string
	labels  []string
	quiet   bool
	latest  bool
	noTrunc bool
}

func newSelection(command string) *selection {
	s := &selection{flags: pflag.NewFlagSet(command, pflag.ExitOnError)}
	s.flags.StringVar(&s.id, "id", "", "")
	s.flags.StringVar(&s.name, "name", "", "a regular expression")
	s.flags.StringVarP(&s.state, "state", "s", "", "")
	s.flags.StringVarP(&s.output, "output", "o", "table", "table or json")
	s.flags.StringArrayVar(&s.labels, "label", nil, "KEY=VALUE")
	s.flags.BoolVarP(&s.quiet, "quiet", "q", false, "IDs only")
	s.flags.BoolVarP(&s.latest, "latest", "l", false, "")
	s.flags.BoolVar(&s.noTrunc, "no-trunc", false, "")
	return s
}

func (s *selection) labelSelector() (map[string]string, error) {
	selector := map[string]string{}
	for _, label := range s.labels {
		parts := strings.SplitN(label, "=", 2)
		if len(parts) != 2 {
			return nil, fmt.Errorf("label %q is not of the form KEY=VALUE", label)
		}
		selector[parts[0]] = parts[1]
	}
	return selector, nil
}

func listContainers(n node, arguments []string) error {
	s := newSelection("ps")
	all := s.flags.BoolP("all", "a", false, "also those that do not run")
	pod := s.flags.StringP("pod", "p", "", "")
	_ = s.flags.Parse(arguments)
	selector, err := s.labelSelector()
	if err != nil {
		return err
	}
	filter := &cri.ContainerFilter{Id: s.id, PodSandboxId: *pod, LabelSelector: selector}
	if s.state != "" {
		state, known := cri.ContainerState_value["CONTAINER_"+strings.ToUpper(s.state)]
		if !known {
			return fmt.Errorf("--state should be one of created, running, exited or unknown")
		}
		filter.State = &cri.ContainerStateValue{State: cri.ContainerState(state)}
	} else if !*all && !s.latest {
		filter.State = &cri.ContainerStateValue{State: cri.ContainerState_CONTAINER_RUNNING}
	}
	answer, err := n.runtime.ListContainers(n.ctx, &cri.ListContainersRequest{Filter: filter})
	if err != nil {
		return fmt.Errorf("listing containers: %v", err)
	}
	name, err := regexp.Compile(s.name)
	if err != nil {
		return err
	}
	containers := []*cri.Container{}
	for _, container := range answer.Containers {
		if name.MatchString(container.Metadata.Name) {
			containers = append(containers, container)
		}
	}
	sort.Slice(containers, func(i, j int) bool { return containers[i].CreatedAt > containers[j].CreatedAt })
	if s.latest && len(containers) > 1 {
		containers = containers[:1]
	}
	if s.output == "json" {
		return printJSON(&cri.ListContainersResponse{Containers: containers})
	}
	table := newTable(s.quiet, "CONTAINER", "IMAGE", "CREATED", "STATE", "NAME", "ATTEMPT", "POD ID")
	for _, c := range containers {
		table.add(c.Id, s.short(c.Id), s.short(strings.TrimPrefix(c.Image.Image, "sha256:")), age(c.CreatedAt),
			plainState(c.State.String(), "CONTAINER_"), c.Metadata.Name, fmt.Sprint(c.Metadata.Attempt), s.short(c.PodSandboxId))
	}
	return table.print()
}

func listPods(n node, arguments []string) error {
	s := newSelection("pods")
	namespace := s.flags.String("namespace", "", "a regular expression")
	_ = s.flags.Parse(arguments)
	selector, err := s.labelSelector()
	if err != nil {
		return err
	}
	filter := &cri.PodSandboxFilter{Id: s.id, LabelSelector: selector}
	if s.state != "" {
		state, known := cri.PodSandboxState_value["SANDBOX_"+strings.ToUpper(s.state)]
		if !known {
			return fmt.Errorf("--state should be ready or notready")
		}
		filter.State = &cri.PodSandboxStateValue{State: cri.PodSandboxState(state)}
	}
	answer, err := n.runtime.ListPodSandbox(n.ctx, &cri.ListPodSandboxRequest{Filter: filter})
	if err != nil {
		return fmt.Errorf("listing pod sandboxes: %v", err)
	}
	name, err := regexp.Compile(s.name)
	if err != nil {
		return err
	}
	space, err := regexp.Compile(*namespace)
	if err != nil {
		return err
	}
	pods := []*cri.PodSandbox{}
	for _, pod := range answer.Items {
		if name.MatchString(pod.Metadata.Name) && space.MatchString(pod.Metadata.Namespace) {
			pods = append(pods, pod)
		}
	}
	sort.Slice(pods, func(i, j int) bool { return pods[i].CreatedAt > pods[j].CreatedAt })
	if s.latest && len(pods) > 1 {
		pods = pods[:1]
	}
	if s.output == "json" {
		return printJSON(&cri.ListPodSandboxResponse{Items: pods})
	}
	table := newTable(s.quiet, "POD ID", "CREATED", "STATE", "NAME", "NAMESPACE", "ATTEMPT", "RUNTIME")
	for _, p := range pods {
		table.add(p.Id, s.short(p.Id), age(p.CreatedAt), plainState(p.State.String(), "SANDBOX_"), p.Metadata.Name,
			p.Metadata.Namespace, fmt.Sprint(p.Metadata.Attempt), "(default)")
	}
	return table.print()
}

func listImages(n node, arguments []string) error {
	s := newSelection("images")
	_ = s.flags.Parse(arguments)
	answer, err := n.images.ListImages(n.ctx, &cri.ListImagesRequest{})
	if err != nil {
		return fmt.Errorf("listing images: %v", err)
	}
	if s.output == "json" {
		return printJSON(answer)
	}
	table := newTable(s.quiet, "IMAGE", "TAG", "IMAGE ID", "SIZE")
	for _, image := range answer.Images {
		tags := image.RepoTags
		if len(tags) == 0 || s.quiet {
			tags = []string{"<none>:<none>"}
		}
		for _, tag := range tags {
			colon := strings.LastIndex(tag, ":")
			table.add(image.Id, tag[:colon], tag[colon+1:], s.short(strings.TrimPrefix(image.Id, "sha256:")),
				fmt.Sprintf("%.3gMB", float64(image.Size_)/1e6))
		}
	}
	return table.print()
}

func (s *selection) short(id string) string {
	if s.noTrunc || len(id) < 13 {
		return id
	}
	return id[:13]
}

func age(created int64) string {
	return time.Since(time.Unix(0, created)).Round(time.Second).String() + " ago"
}

// CONTAINER_RUNNING is Running.
func plainState(state, prefix string) string {
	word := strings.ToLower(strings.TrimPrefix(state, prefix))
	return strings.ToUpper(word[:1]) + word[1:]
}
