// Beneath the engine's tests: what makes a function wait until its test lets it go on.

/** For the top of a function's code: `await opened(file)` goes on as soon as that file exists. */
export const fileGate = `
  const opened = (file) => new Promise((resolve) => {
    const timer = setInterval(() => require('node:fs').existsSync(file) && resolve(clearInterval(timer)), 10);
  });
`;
