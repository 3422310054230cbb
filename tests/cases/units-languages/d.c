static int hidden_twin(int x) { return x + 1; }
int user(int x) { return hidden_twin(x); }
