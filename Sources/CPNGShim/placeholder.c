int cpngshim_placeholder;
