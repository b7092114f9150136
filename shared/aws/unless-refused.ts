// A conditional write → whether its condition held; any other error stays one.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

export const unlessRefused = async (work: Promise<unknown>): Promise<boolean> => {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};
