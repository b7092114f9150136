// The Web Awesome components that the panel uses, and their icons from our own drawings: nothing is fetched from anywhere.
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/callout/callout.js';
import '@awesome.me/webawesome/dist/components/checkbox/checkbox.js';
import '@awesome.me/webawesome/dist/components/details/details.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/drawer/drawer.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import '@awesome.me/webawesome/dist/components/switch/switch.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js';
import { type IconName, icons } from './parts/icons.ts';

const svgNamespace = 'http://www.w3.org/2000/svg';

/** What the components call their own icons. */
const systemNames: Readonly<Record<string, IconName>> = {
  'circle-xmark': 'failed',
  'chevron-down': 'chevron-down',
  'chevron-right': 'chevron-right',
  xmark: 'close',
  check: 'check',
  copy: 'copy',
  eye: 'eye',
  'eye-slash': 'eye-off',
  indeterminate: 'minus',
};

const draw = (svg: SVGElement, name: string): void => {
  if (svg.dataset.drawn === name) return;
  const icon = systemNames[name];
  svg.dataset.drawn = name;
  svg.setAttribute('viewBox', '0 0 24 24');
  for (const [attribute, value] of Object.entries({
    ...{ width: '1em', height: '1em', fill: 'none', stroke: 'currentColor' },
    ...{ 'stroke-width': '2', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' },
  })) {
    svg.setAttribute(attribute, value);
  }
  const path = document.createElementNS(svgNamespace, 'path');
  path.setAttribute('d', icon ? icons[icon] : '');
  svg.querySelector('path')?.remove();
  svg.append(path);
};

/**
 * As a sprite sheet no file is fetched for an icon, and the page's policy would refuse data: URLs; what is "used" is an
 * empty name, and the drawing is put in beside it.
 */
export const registerIcons = (): void => {
  for (const library of ['system', 'default']) {
    registerIconLibrary(library, {
      resolver: (name) => `#${name}`,
      spriteSheet: true,
      mutator: (svg, host) => draw(svg, host?.name ?? ''),
    });
  }
};
