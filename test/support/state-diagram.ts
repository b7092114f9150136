// The transition table as a Mermaid diagram: what docs/design.md shows.
import { transitions } from '../../shared/domain/transitions.ts';

/** Transitions that keep the state are arrows onto it; `announce` concerns deliveries and is left out. */
export const stateDiagram = (): string => {
  const arrows = Object.entries(transitions)
    .filter(([name]) => name !== 'announce')
    .flatMap(([name, { from, to }]) =>
      from.map((state) => `  ${state} --> ${to === 'same' ? state : to}: ${name}`),
    );
  return ['stateDiagram-v2', '  [*] --> RECEIVED: submit a new audioID', ...arrows].join('\n');
};
