// Whether somebody sits before the page: one that only looks again by itself must not keep the session alive.

const unattendedAfterMs = 60_000;
const signs = ['pointerdown', 'keydown', 'wheel'] as const;

let seenAt = Date.now();

export const watchPresence = (): void => {
  for (const sign of signs) {
    addEventListener(
      sign,
      () => {
        seenAt = Date.now();
      },
      { capture: true, passive: true },
    );
  }
};

export const isUnattended = (): boolean => Date.now() - seenAt > unattendedAfterMs;
