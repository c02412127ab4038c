# bash completion of inc, made by: inc completion bash
# It reads plain files and starts no program. For bash 3.2 and newer, with or without bash-completion.

__inc_verb() {
  case $1 in
@canonical@
    *) REPLY=$1 ;;
  esac
}

# What the value of flag $2 of verb $1 may be; fails for a flag without one.
__inc_value() {
  case $1:$2 in
@values@
    *) return 1 ;;
  esac
}

# What word number $2 of verb $1 may be, after the word $3.
__inc_word() {
  case $1:$2:$3 in
@words@
    *) REPLY= ;;
  esac
}

__inc_flags() {
  case $1 in
@flags@
  esac
}

@places@

__inc_add() {
  local each
  for each; do [[ $each != "$cur"* ]] || COMPREPLY+=("$lead$each"); done
}

__inc_files() {
  local each
  compopt -o filenames 2> /dev/null
  while IFS= read -r each; do COMPREPLY+=("$lead$each"); done < <(compgen -f -- "$cur")
}

# Offers what $1 stands for.
__inc_offer() {
  local kind=$1 each
  local -a some=()
  case $kind in
    @files) __inc_files ;;
    @commands) while IFS= read -r each; do COMPREPLY+=("$each"); done < <(compgen -c -- "$cur") ;;
    @verbs)
      __inc_add @verbs@
      [[ -z $cur ]] || __inc_add @aliases@
      ;;
    @*)
      __inc_lookup "$kind"
      # bash 3.2 takes an empty array for an unset variable.
      __inc_add ${__inc_names[@]+"${__inc_names[@]}"}
      [[ $kind = @incidents || $cur != [./~]* ]] || __inc_files
      # A part of an id is enough for inc; here, when only one has it.
      if [[ $kind = @incidents && -n $cur && ${#COMPREPLY[@]} = 0 ]]; then
        for each in ${__inc_names[@]+"${__inc_names[@]}"}; do [[ $each != *"$cur"* ]] || some+=("$each"); done
        [[ ${#some[@]} != 1 ]] || COMPREPLY=("$lead${some[0]}")
      fi
      ;;
    # Fixed words.
    *) __inc_add $kind ;;
  esac
}

__inc() {
  local IFS=$' \t\n' LC_ALL=C REPLY= cur=${COMP_WORDS[COMP_CWORD]} lead= verb= before= word plain= value=none
  local -a __inc_names=()
  local -i i nth=0
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ -z $plain && $word = -- ]]; then
      plain=1
    elif [[ -z $plain && $word = -* ]]; then
      if __inc_value "$verb" "$word"; then
        # readline breaks --flag=value into three words.
        [[ ${COMP_WORDS[i + 1]} != = ]] || i+=1
        i+=1
        ((i < COMP_CWORD)) || value=$REPLY
      fi
    elif [[ -z $verb ]]; then
      __inc_verb "$word"
      verb=$REPLY
    else
      case $verb in
        @passThrough@)
          if declare -F _command_offset > /dev/null; then _command_offset "$i"; else __inc_files; fi
          return
          ;;
      esac
      before=$word
      nth+=1
    fi
  done
  if [[ $value != none ]]; then
    [[ $cur != = ]] || cur=
    __inc_offer "$value"
  elif [[ -z $plain && $cur = --*=* ]]; then
    lead=${cur%%=*}=
    if __inc_value "$verb" "${cur%%=*}"; then
      cur=${cur#*=}
      __inc_offer "$REPLY"
    fi
  elif [[ -z $plain && $cur = -* ]]; then
    __inc_flags "$verb"
    __inc_add $REPLY
  elif [[ -z $verb ]]; then
    __inc_offer @verbs
  else
    __inc_word "$verb" "$nth" "$before"
    __inc_offer "$REPLY"
  fi
}

complete -F __inc inc incident
