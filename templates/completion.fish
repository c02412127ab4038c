# fish completion of inc, made by: inc completion fish
# It reads plain files and starts no program.

function __inc_verb
    switch "$argv[1]"
@canonical@
        case '*'
            echo -- $argv[1]
    end
end

# What the value of a verb's flag may be; fails for a flag without one.
function __inc_value
    switch "$argv[1]:$argv[2]"
@values@
        case '*'
            return 1
    end
end

# What word number 2 of verb 1 may be, after the word 3.
function __inc_word
    switch "$argv[1]:$argv[2]:$argv[3]"
@words@
    end
end

function __inc_flags
    switch "$argv[1]"
@flags@
    end
end

# One of inc's folders: by the variable's value when that is absolute, else under the home folder.
function __inc_base
    string match -q '/*' -- "$argv[1]"; and echo -- "$argv[1]/inc"; or echo -- "$HOME/$argv[2]/inc"
end

function __inc_store
    test -n "$INC_HOME"; and echo -- "$INC_HOME"; or __inc_base "$XDG_DATA_HOME" .local/share
end

# The catalogue in force: named, found by walking up, or remembered by the current incident.
function __inc_catalogue
    set -l folder (pwd -P)
    if test -n "$INC_CONFIG"
        set -l named $INC_CONFIG
        string match -q '/*' -- $named; or set named $folder/(string replace -r '^\./' '' -- $named)
        if test -f $named/inc.yaml
            echo -- $named/inc.yaml
        else if test -d $named
            echo -- $named/.inc/inc.yaml
        else
            echo -- $named
        end
        return
    end
    while true
        if test -f "$folder/.inc/inc.yaml"
            echo -- "$folder/.inc/inc.yaml"
            return
        end
        test -n "$folder"; or break
        set folder (string replace -r '/[^/]*$' '' -- "$folder")
    end
    set -l store (__inc_store)
    set -l id
    test -r $store/current; and read id < $store/current
    set -l remembered "$store/incidents/$id/cache/catalogue"
    test -r "$remembered"; and read -l path < "$remembered"; and echo -- $path
end

# Names of one kind (check, service) that inc kept when it last read the catalogue.
function __inc_kept
    set -l file (__inc_base "$XDG_CACHE_HOME" .cache)/complete/(__inc_catalogue | string replace -a / %)
    test -r "$file"; or return
    while read -l kind name
        test "$kind" = $argv[1]; and string match -r '^[A-Za-z0-9._-]+$' -- $name
    end < $file
end

# What stands in a folder and has an ending, without that ending.
function __inc_listed
    for file in $argv[1]/*$argv[2]
        set -l name (string replace -r '^.*/' '' -- $file | string replace -r -- (string escape --style=regex -- $argv[2])'$' '')
        string match -r '^[A-Za-z0-9._-]+$' -- $name
    end
end

function __inc_offer
    set -l cur $argv[2]
    switch "$argv[1]"
        case @files
            __fish_complete_path "$cur"
        case @commands
            __fish_complete_command
        case @verbs
@verbs@
            test -n "$cur"; and begin
@aliases@
                true
            end
        case @incidents
            __inc_listed (__inc_store)/incidents ''
        case @plans
            if set -l catalogue (__inc_catalogue)
                __inc_listed (string replace -r '/[^/]*$' '' -- $catalogue)/plans .yaml
                __inc_listed (string replace -r '/[^/]*$' '' -- $catalogue)/plans .md
            end
            string match -q -r '^[./~]' -- "$cur"; and __fish_complete_path "$cur"
        case @checks
            __inc_kept check
            string match -q -r '^[./~]' -- "$cur"; and __fish_complete_path "$cur"
        case @services
            __inc_kept service
        case '?*'
            string split ' ' -- $argv[1]
    end
end

function __inc_complete
    set -l tokens (commandline -opc)
    set -l cur (commandline -ct)
    set -l verb
    set -l before
    set -l plain
    set -l nth 0
    set -l value none
    set -l i 2
    while test $i -le (count $tokens)
        set -l word $tokens[$i]
        if test -z "$plain"; and test "x$word" = x--
            set plain 1
        else if test -z "$plain"; and string match -q -- '-*' $word
            if set -l found (__inc_value "$verb" $word)
                set i (math $i + 1)
                test $i -le (count $tokens); or set value "$found"
            end
        else if test -z "$verb"
            set verb (__inc_verb $word)
        else
            if contains -- $verb @passThrough@
                __fish_complete_path "$cur"
                return
            end
            set before $word
            set nth (math $nth + 1)
        end
        set i (math $i + 1)
    end
    if test "$value" != none
        __inc_offer "$value" "$cur"
    else if test -z "$plain"; and string match -q -- '--*=*' "$cur"
        set -l flag (string replace -r '=.*$' '' -- $cur)
        if set -l found (__inc_value "$verb" $flag)
            for each in (__inc_offer "$found" (string replace -r '^[^=]*=' '' -- $cur))
                echo -- "$flag=$each"
            end
        end
    else if test -z "$plain"; and string match -q -- '-*' "$cur"
        __inc_flags "$verb"
    else if test -z "$verb"
        __inc_offer @verbs "$cur"
    else
        __inc_offer (__inc_word "$verb" $nth "$before") "$cur"
    end
end

complete -c inc -f -a '(__inc_complete)'
complete -c incident -f -a '(__inc_complete)'
