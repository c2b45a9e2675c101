global using Vahta.ProcessTests.Harness;
