// Importing a handler does nothing: it is connected when its first event comes, and kept.

export const onFirstEvent = <Handler extends (...args: never[]) => unknown>(
  connect: () => Handler,
): Handler => {
  let handler: Handler | undefined;
  const lazy = (...args: Parameters<Handler>) => {
    handler ??= connect();
    return handler(...args);
  };
  return lazy as Handler;
};
