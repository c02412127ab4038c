export declare function typed(
  command: string,
  answers: readonly (readonly [question: string, answer: string])[],
  options: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly term?: string;
    readonly heard?: (text: string) => void;
  },
): Promise<{ readonly exit: number | null; readonly screen: string }>;
