module Empty { }
