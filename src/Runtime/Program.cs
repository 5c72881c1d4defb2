Console.WriteLine("domar");
return 0;
