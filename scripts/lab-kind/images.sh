# shellcheck shell=bash
# lab-kind.sh images: makes what is missing of the binaries, the root file system and the node image. Needs no engine.
# shellcheck disable=SC2034,SC2154

images() {
  need_images
  find_engine
  # So that nothing is downloaded any more when a cluster is made, or an engine started.
  if [[ -z $(type -P docker) || -n $(engine_problem) ]]; then need_docker; fi
  say "The node image $node_image is ready."
  say "  Next: scripts/lab-kind.sh up lab (scripts/lab-kind.sh help tells more)"
}

need_images() {
  "$parts/binaries.sh"
  know_images
  if images_complete; then return; fi
  take_lock "$cache/lock"
  if ! images_complete; then
    open_work_folder
    make_images
    rm -rf "$work"
  fi
  release_lock
}

# What there is, or would be, by today's recipes.
know_images() {
  know_architecture
  version=$(readlink "$lab/binaries/current") || version=
  bin="$lab/binaries/$version"
  helpers_place="$lab/helpers/$(recipe_of crictl pause)"
  root_layer="$lab/root/$(recipe_of "$architecture" rootfs.sh)/layer.tar"
  node_recipe=$(recipe_of "$version" "$root_layer" "$helpers_place" archive.sh components.sh node-image.sh node)
  node_place="$lab/node/$node_recipe"
  # A tag of the lab's own: an image of the real kind keeps its name.
  node_image="kindest/node:$version-lab"
}

images_complete() { [[ -n $version && -f $node_place/manifest.json ]]; }

make_images() {
  umask 022
  log="$cache/logs/kind-lab-images.log"
  : >"$log"
  need_space 4096 "the lab's images"
  open_private_apt
  [[ -f $root_layer ]] || make_root_layer
  make_component_images
  make_node_image
}

# load_node_image: into the engine, once.
load_node_image() {
  local old
  [[ $(image_fact '{{index .Config.Labels "firedrill.dev/recipe"}}') != "$node_recipe" ]] || return 0
  old=$(image_fact '{{.Id}}')
  say "Loading the node image into the engine (once)"
  tar --create --directory "$node_place" --file - . | docker load >&2
  # One that is still in use stays.
  [[ -z $old ]] || docker image rm "$old" >/dev/null 2>&1 || true
}

image_fact() { docker image inspect --format "$1" "$node_image" 2>/dev/null || true; }
