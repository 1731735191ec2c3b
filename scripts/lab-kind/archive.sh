# shellcheck shell=bash
# Images without an engine: a folder of layers, configurations and a manifest, in the form that `docker save` writes and that
# `docker load` and `ctr images import` read.
# shellcheck disable=SC2154

# pack_layer FOLDER FILE: what lies in FOLDER as a layer that belongs to root. The same files make the same layer.
pack_layer() {
  tar --create --file "$2" --directory "$1" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 \
    --mode=u+rwX,go+rX,go-w .
}

# add_image FOLDER NAME CONFIGURATION LAYER…: CONFIGURATION is JSON without its outer braces, of constant words only.
add_image() {
  local folder=$1 name=$2 configuration=$3 layer sum sums=() files=() history=() id IFS=,
  local created=1970-01-01T00:00:00Z
  shift 3
  for layer in "$@"; do
    sum=$(digest_of "$layer")
    [[ -e $folder/$sum.tar ]] || ln "$layer" "$folder/$sum.tar"
    sums+=("\"sha256:$sum\"")
    files+=("\"$sum.tar\"")
    history+=("{\"created\":\"$created\",\"created_by\":\"Firedrill's kind lab\"}")
  done
  printf '{"architecture":"%s","os":"linux","created":"%s","config":{%s},"rootfs":{"type":"layers","diff_ids":[%s]},"history":[%s]}' \
    "$architecture" "$created" "$configuration" "${sums[*]}" "${history[*]}" >"$folder/configuration"
  id=$(digest_of "$folder/configuration")
  mv "$folder/configuration" "$folder/$id.json"
  printf '{"Config":"%s.json","RepoTags":["%s"],"Layers":[%s]}\n' "$id" "$name" "${files[*]}" >>"$folder/images"
}

digest_of() { sha256sum "$1" | cut -d ' ' -f 1; }

# finish_images FOLDER: writes the manifest that names them all.
finish_images() {
  { printf '['; paste --serial --delimiters=, "$1/images"; printf ']'; } >"$1/manifest.json"
  rm "$1/images"
}

# pack_images FOLDER FILE
pack_images() {
  finish_images "$1"
  tar --create --file "$2" --directory "$1" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 .
  rm -rf "$1"
}
