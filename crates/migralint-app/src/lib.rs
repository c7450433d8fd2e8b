//! The program: arguments, configuration, discovery, commands.
