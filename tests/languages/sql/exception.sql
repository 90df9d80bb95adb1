SELECT boom FROM input;
