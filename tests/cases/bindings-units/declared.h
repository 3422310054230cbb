int implemented_elsewhere(int first, int second);
