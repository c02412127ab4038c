#compdef inc incident
# zsh completion of inc, made by: inc completion zsh
# It reads plain files and starts no program.

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

# Answers in the array flags.
__inc_flags() {
  case $1 in
@flags@
  esac
}

@places@

# Offers what $1 stands for.
__inc_offer() {
  local each
  local -a some verbs
  case $1 in
    @files) _files ;;
    @commands) _command_names -e ;;
    @verbs)
      verbs=(
@verbs@
      )
      [[ -z $PREFIX ]] || verbs+=(
@aliases@
      )
      _describe command verbs
      ;;
    @*)
      __inc_lookup "$1"
      some=(${(M)__inc_names:#$PREFIX*})
      # A part of an id is enough for inc; here, when only one has it.
      [[ $1 != @incidents || $#some != 0 ]] || some=(${(M)__inc_names:#*$PREFIX*})
      if [[ $1 = @incidents && $#some = 1 ]]; then compadd -U -- $some; else compadd -- $__inc_names; fi
      [[ $1 = @incidents || $PREFIX != [./~]* ]] || _files
      ;;
    '') _message text ;;
    *) compadd -- ${=1} ;;
  esac
}

_inc() {
  # The options of the completion system hold here, null_glob among them.
  local verb before word plain REPLY value=none
  local -a __inc_names flags
  local -i i nth=0
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    if [[ -z $plain && $word = -- ]]; then
      plain=1
    elif [[ -z $plain && $word = -* ]]; then
      if __inc_value "$verb" "$word"; then
        i+=1
        ((i < CURRENT)) || value=$REPLY
      fi
    elif [[ -z $verb ]]; then
      __inc_verb "$word"
      verb=$REPLY
    else
      case $verb in
        @passThrough@)
          shift $((i - 1)) words
          ((CURRENT -= i - 1))
          _normal
          return
          ;;
      esac
      before=$word
      nth+=1
    fi
  done
  if [[ $value != none ]]; then
    __inc_offer "$value"
  elif [[ -z $plain && $PREFIX = --*=* ]]; then
    __inc_value "$verb" "${PREFIX%%=*}" || return 1
    compset -P '*='
    __inc_offer "$REPLY"
  elif [[ -z $plain && $PREFIX = -* ]]; then
    __inc_flags "$verb"
    _describe -o flag flags
  elif [[ -z $verb ]]; then
    __inc_offer @verbs
  else
    __inc_word "$verb" "$nth" "$before"
    __inc_offer "$REPLY"
  fi
}

# As a file in fpath it is called; by eval or source it is registered.
if [[ $funcstack[1] = _inc ]]; then
  _inc "$@"
elif (( $+functions[compdef] )); then
  compdef _inc inc incident
fi
