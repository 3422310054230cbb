from pkg.user import a
def main():
    a(1)
if __name__ == "__main__":
    main()
