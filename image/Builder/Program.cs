using Domar.Image.Builder.Cli;

return CommandLine.Run(args, Console.Out, Console.Error);
