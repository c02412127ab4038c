import { describe, expect, it } from '@jest/globals';
import { unsetIn } from '../../../src/plan/markdown/shell-variables.ts';

const unset = (script: string): readonly string[] => unsetIn(script, (name) => name === 'HOME');

describe('variables that nobody sets', () => {
  it('are found where the shell would look for them', () => {
    expect(unset('oc logs -n $NAMESPACE "${POD_NAME}" <<EOF\n$BODY\nEOF')).toEqual([
      'NAMESPACE',
      'POD_NAME',
      'BODY',
    ]);
    expect(unset('echo $(ls "$A") `pwd $B` ${#C} ${D%x}')).toEqual(['A', 'B', 'C', 'D']);
  });

  it('are not those with a default, in quotes, escaped, in comments, set before, or the shell’s own', () => {
    expect(unset('echo ${A:-x} ${B-} ${C:?no C} \'$D\' \\$E "\\$F" # $G\n')).toEqual([]);
    expect(unset("awk '{print $NF}' f; cat <<'EOF'\n$H\nEOF\n")).toEqual([]);
    expect(unset('A=1; export B=2 C; read -r D E; for F in a; do echo $A $B $C $D $E $F; done')).toEqual([]);
    expect(unset('echo $HOME $PWD $? $1 $@ $$ $RANDOM ${BASH_VERSION} $INC_RUN')).toEqual([]);
  });
});
