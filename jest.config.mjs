const project = (displayName, extra) => ({
  displayName,
  rootDir: new URL('.', import.meta.url).pathname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/test/support/esbuild-transform.mjs' },
  injectGlobals: false,
  ...extra,
});

export default {
  projects: [
    project('fast', {
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/', '<rootDir>/test/system/'],
    }),
    project('e2e', { testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] }),
    // Needs Debian's tools, and a kernel that lets them: .ci/run installs them.
    project('system', { testMatch: ['<rootDir>/test/system/**/*.test.ts'] }),
  ],
  // Tests mostly wait for the processes that they start.
  maxWorkers: 3,
  testTimeout: 120_000,
};
