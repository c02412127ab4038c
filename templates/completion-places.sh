# Where things are; each function answers in REPLY, or in the array __inc_names.
__inc_base() {
  REPLY=$1
  [[ $REPLY = /* ]] || REPLY=$HOME/$2
  REPLY=$REPLY/inc
}

__inc_store() {
  REPLY=${INC_HOME-}
  [[ -n $REPLY ]] || __inc_base "${XDG_DATA_HOME-}" .local/share
}

# The catalogue in force: named, found by walking up, or remembered by the current incident.
__inc_catalogue() {
  local folder id
  folder=$(pwd -P)
  if [[ -n ${INC_CONFIG-} ]]; then
    REPLY=$INC_CONFIG
    [[ $REPLY = /* ]] || REPLY=$folder/${REPLY#./}
    if [[ -f $REPLY/inc.yaml ]]; then
      REPLY=$REPLY/inc.yaml
    elif [[ -d $REPLY ]]; then
      REPLY=$REPLY/.inc/inc.yaml
    fi
    return 0
  fi
  while :; do
    REPLY=$folder/.inc/inc.yaml
    [[ ! -f $REPLY ]] || return 0
    [[ -n $folder ]] || break
    folder=${folder%/*}
  done
  __inc_store
  id=
  [[ ! -r $REPLY/current ]] || read -r id < "$REPLY/current"
  folder=$REPLY/incidents/$id/cache/catalogue
  REPLY=
  [[ ! -r $folder ]] || read -r REPLY < "$folder"
  [[ -n $REPLY ]]
}

# Names of one kind (check, service) that inc kept when it last read the catalogue.
__inc_kept() {
  local wanted=$1 file kind name
  __inc_names=()
  __inc_catalogue || return 0
  file=${REPLY//\//%}
  __inc_base "${XDG_CACHE_HOME-}" .cache
  file=$REPLY/complete/$file
  [[ -r $file ]] || return 0
  while read -r kind name; do
    [[ $kind != "$wanted" || $name = *[!A-Za-z0-9._-]* ]] || __inc_names+=("$name")
  done < "$file"
}

# Adds what stands in the folder $1 and ends in $2, without that ending.
__inc_listed() {
  local file name
  for file in "$1"/*"$2"; do
    name=${file##*/}
    name=${name%"$2"}
    [[ ! -e $file || $name = *[!A-Za-z0-9._-]* ]] || __inc_names+=("$name")
  done
}

__inc_lookup() {
  local folder
  __inc_names=()
  case $1 in
    @incidents) __inc_store; __inc_listed "$REPLY/incidents" '' ;;
    @plans)
      __inc_catalogue || return 0
      folder=${REPLY%/*}/plans
      __inc_listed "$folder" .yaml
      __inc_listed "$folder" .md
      ;;
    @checks) __inc_kept check ;;
    @services) __inc_kept service ;;
  esac
}
