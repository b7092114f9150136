// Dark to light and back.
import { useEffect, useState } from 'preact/hooks';
import { chooseTheme, onThemeChange, theme } from '../theme.ts';
import { IconButton } from './button.tsx';

export const useTheme = () => {
  const [current, setCurrent] = useState(theme());
  useEffect(() => {
    const look = () => setCurrent(theme());
    look();
    return onThemeChange(look);
  }, []);
  return current;
};

export const ThemeToggle = () => {
  const other = useTheme() === 'dark' ? 'light' : 'dark';
  return (
    <IconButton
      icon={other === 'dark' ? 'moon' : 'sun'}
      label={`Switch to ${other} colours`}
      onClick={() => chooseTheme(other)}
    />
  );
};
